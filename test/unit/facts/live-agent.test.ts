import { describe, expect, it } from 'vitest';
import { agentOf } from '../../../src/facts/live-agent.ts';
import { agentWaitText } from '../../../src/stages/provision/agent-wait.ts';

const answeredAt = new Date('2026-01-18T14:30:00Z');
const host = 'mig01.corp.example';

/** Agents by host name, each with when it last reported. */
function listOf(...agents: readonly (readonly [string, string | null])[]) {
  return { agents: agents.map(([hostname, lastConf]) => ({ hostname, lastConf })), answeredAt };
}

const now = '2026-01-18T14:29:48Z';
const minutesAgo = '2026-01-18T14:20:00Z';
const daysAgo = '2026-01-16T14:30:00Z';

describe('agentOf', () => {
  it.each([
    ['no record: absent', listOf(['db1', now]), { state: 'absent' }],
    ['a report just now: alive', listOf([host, now]), { state: 'alive', hostname: host, secondsAgo: 12 }],
    ['five minutes: still alive', listOf([host, '2026-01-18T14:25:00Z']), { state: 'alive', secondsAgo: 300 }],
    ['a second longer: silent', listOf([host, '2026-01-18T14:24:59Z']), { state: 'silent', secondsAgo: 301 }],
    ['five minutes ahead: just now', listOf([host, '2026-01-18T14:35:00Z']), { state: 'alive', secondsAgo: 0 }],
    ['a second more ahead: unheard', listOf([host, '2026-01-18T14:35:01Z']), { state: 'unheard' }],
    ['some minutes: silent', listOf([host, minutesAgo]), { state: 'silent', hostname: host, secondsAgo: 600 }],
    [
      'an old record first: the newest counts',
      listOf([host, daysAgo], [host, now]),
      { state: 'alive', secondsAgo: 12 },
    ],
    ['the newest first', listOf([host, now], [host, daysAgo]), { state: 'alive', secondsAgo: 12 }],
    ['records in other letters', listOf(['MIG01.Corp.Example.', daysAgo], [host, now]), { state: 'alive' }],
    ['a record that never reported', listOf([host, null], [host, minutesAgo]), { state: 'silent' }],
    ['the sign of another host is not its own', listOf(['db1', now], [host, daysAgo]), { state: 'silent' }],
    ['never: unheard', listOf([host, null]), { state: 'unheard', hostname: host }],
    ['no time: unheard', listOf([host, 'yesterday']), { state: 'unheard' }],
    ['a little ahead: just now', listOf([host, '2026-01-18T14:30:20Z']), { state: 'alive', secondsAgo: 0 }],
    ['far ahead: unheard', listOf([host, '2027-01-18T14:30:00Z']), { state: 'unheard' }],
    ['far ahead is not the newest', listOf([host, '2027-01-18T14:30:00Z'], [host, daysAgo]), { state: 'silent' }],
    ['its short name', listOf(['mig01', now]), { state: 'alive', hostname: 'mig01' }],
  ])('%s', (_, list, found) => {
    expect(agentOf(list, host)).toMatchObject(found);
  });

  it('does not choose between two hosts of one short name', () => {
    const list = listOf(['mig01.a.example', now], ['mig01.b.example', now]);
    expect(agentOf(list, 'mig01')).toEqual({ state: 'several', hosts: ['mig01.a.example', 'mig01.b.example'] });
  });
});

describe('agentWaitText', () => {
  const text = (list: ReturnType<typeof listOf>, name = host) => {
    const agent = agentOf(list, name);
    if (agent.state === 'alive') throw new Error('nobody waits for an agent that has reported');
    return agentWaitText({ host: name, agent, list, servers: ['db1.corp.example'], script: './install-agent.sh' });
  };

  it.each([
    [
      'who else is there',
      listOf(['mig02.corp.example', now]),
      'mig02.corp.example reported 12 s ago: is that the one?',
    ],
    ['how to name it', listOf(['mig02.corp.example', now]), '--migration-host mig02.corp.example'],
    [
      'the nearest name',
      listOf(['other', now], ['img01.corp.example', now]),
      '--migration-host img01.corp.example (also there: other)',
    ],
    [
      'five of the others',
      listOf(...['mig1', 'a', 'b', 'c', 'd', 'e', 'f'].map((name): [string, string] => [name, now])),
      'a, b, c, d, e and 1 more',
    ],
    ['one that never reported', listOf(['mig02', null]), 'mig02 is listed: is that the one?'],
    ['the newest of its records', listOf(['mig02', daysAgo], ['mig02', now]), 'mig02 reported 12 s ago'],
    [
      'no server of a deployment',
      listOf(['DB1.corp.example', now]),
      "no agent is there but those of the deployments' servers",
    ],
    ['that nobody is there', listOf(), 'no agent is there'],
    ['since when it is silent', listOf([host, minutesAgo]), 'was last heard from 10 min ago'],
    ['that its time cannot be true', listOf([host, '2027-01-18T14:30:00Z']), 'that cannot be true'],
    ['what has to be done', listOf(), './install-agent.sh has to be run there as root'],
  ])('says %s', (_, list, said) => {
    expect(text(list)).toContain(said);
  });

  it('says which two could be meant', () => {
    const list = listOf(['mig01.a.example', now], ['mig01.b.example', now]);
    expect(text(list, 'mig01')).toContain('mig01.a.example or mig01.b.example: say which');
  });
});
