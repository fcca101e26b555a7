import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/sandbox/replication/server-facts.ts';
import { versionObjection } from '../../../src/sandbox/replication/version-objection.ts';

const release = (version: string, feature: Partial<Release> = {}): Release => ({
  version,
  featureVersion: version.split('.').slice(0, 2).join('.'),
  isChanging: false,
  ...feature,
});

describe('the versions of a migration', () => {
  it.each([
    ['5.0.31', '7.0.16'],
    ['6.0.24', '7.0.18'],
    ['6.0.24', '8.0.5'],
    ['7.0.14', '7.0.16'],
    ['7.0.14', '8.0.4'],
    ['8.0.5', '8.0.4'],
    // The published pages contradict each other about these (domain notes, rule V04).
    ['5.0.31', '6.0.24'],
    ['6.0.24', '6.0.24'],
  ])('go from %s to %s', (source, destination) => {
    expect(versionObjection(release(source), release(destination))).toBeUndefined();
  });

  it.each([
    ['8.0.4', '7.0.14', "7.0.14, which is older than the source's 8.0.4"],
    ['6.0.24', '5.0.31', 'older'],
    ['5.0.31', '8.0.4', 'from MongoDB 5.0.31 to 8.0.4 is not supported'],
    ['4.4.29', '7.0.16', 'not supported'],
    ['9.0.0', '9.0.0', 'not supported'],
    ['7.3.2', '8.0.4', 'The source runs MongoDB 7.3.2, a rapid release'],
    ['7.0.14', '8.2.1', 'The destination runs MongoDB 8.2.1, a rapid release'],
  ])('do not go from %s to %s', (source, destination, text) => {
    expect(versionObjection(release(source), release(destination))).toContain(text);
  });
});

describe('the feature compatibility version', () => {
  it.each([
    ['is at its least', { version: '7.0.14', featureVersion: '6.0' }],
    ['is not told', { version: '7.0.14' }],
  ])('speaks not against a source where it %s', (_, source) => {
    expect(versionObjection({ isChanging: false, ...source }, release('8.0.4'))).toBeUndefined();
  });

  it.each([
    [
      'too low on the source',
      { featureVersion: '5.0' },
      {},
      'of the source, which runs MongoDB 7.0.14, is 5.0; it must be at least 6.0',
    ],
    [
      'too low on the destination',
      {},
      { featureVersion: '7.0' },
      'of the destination, which runs MongoDB 8.0.4, is 7.0',
    ],
    ['being changed on the source', { isChanging: true }, {}, 'of the source is being changed'],
    ['being changed on the destination', {}, { isChanging: true }, 'of the destination is being changed'],
  ])('is %s: refused', (_, source, destination, text) => {
    expect(versionObjection(release('7.0.14', source), release('8.0.4', destination))).toContain(text);
  });
});
