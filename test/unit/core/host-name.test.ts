import { describe, expect, it } from 'vitest';
import { findHost, nearestHost } from '../../../src/core/host-name.ts';

const one = (host: string) => ({ is: 'one', host });
const none = { is: 'none' };

describe('findHost', () => {
  it.each<[string, string, readonly string[], object]>([
    ['itself', 'mig01.corp.example', ['db1', 'mig01.corp.example'], one('mig01.corp.example')],
    ['in upper case', 'MIG01.Corp.Example', ['mig01.corp.example'], one('mig01.corp.example')],
    ['listed in upper case', 'mig01', ['MIG01'], one('MIG01')],
    ['with the dot that ends a whole name', 'mig01.corp.example.', ['mig01.corp.example'], one('mig01.corp.example')],
    ['listed with that dot', 'mig01.corp.example', ['mig01.corp.example.'], one('mig01.corp.example.')],
    ['by its short name', 'mig01', ['db1.corp.example', 'mig01.corp.example'], one('mig01.corp.example')],
    ['listed by its short name', 'mig01.corp.example', ['MIG01'], one('MIG01')],
    ['listed twice', 'mig01', ['mig01.corp.example', 'MIG01.corp.example.'], one('MIG01.corp.example.')],
    ['itself before a namesake', 'mig01', ['mig01.a.example', 'mig01'], one('mig01')],
    ['an address', '10.0.0.1', ['10.0.0.1'], one('10.0.0.1')],
    ['nothing where nothing is listed', 'mig01', [], none],
    ['no other whole name', 'mig01.a.example', ['mig01.b.example'], none],
    ['no part of a whole name but the first', 'mig01.corp', ['mig01.corp.example'], none],
    ['no name that only begins alike', 'mig0', ['mig01.corp.example'], none],
    ['no other address', '10', ['10.0.0.1'], none],
    ['no other address of version 6', '2001:db8::1', ['2001:db8::2'], none],
  ])('finds %s', (_, name, hosts, found) => {
    expect(findHost(name, hosts)).toEqual(found);
  });

  it.each([
    ['the short name of two', 'mig01', ['mig01.a.example', 'mig01.b.example'], ['mig01.a.example', 'mig01.b.example']],
    ['a short name that another has as well', 'mig01.a.example', ['mig01', 'mig01.b.example'], ['mig01']],
  ])('does not choose at %s', (_, name, hosts, several) => {
    expect(findHost(name, hosts)).toEqual({ is: 'several', hosts: several });
  });
});

describe('nearestHost', () => {
  it.each([
    ['a namesake', 'mig01.a.example', ['mig02.a.example', 'mig01.b.example'], 'mig01.b.example'],
    ['a slip', 'img01.corp.example', ['db01.corp.example', 'mig01.corp.example'], 'mig01.corp.example'],
    ['the only one', 'mig01', ['ip-10-0-0-7.ec2.internal'], 'ip-10-0-0-7.ec2.internal'],
    ['nothing of nothing', 'mig01', [], undefined],
  ])('is %s', (_, name, hosts, nearest) => {
    expect(nearestHost(name, hosts)).toBe(nearest);
  });
});
