import { verifyNeeds } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import type { Flag, FlagGroup } from './flags.ts';
import { asked } from './stage-flags.ts';

const [newOne, goingOn] = [[''], ['', 'resume']] as const;

const what: readonly Flag[] = [
  {
    flag: '--level <level>',
    description:
      'quick: definitions and counts; sample: documents chosen at random as well; hashed: every document by sums that the servers compute; full: every document byte for byte (default: full)',
    oneOf: ['quick', 'sample', 'hashed', 'full'],
    of: newOne,
  },
  {
    flag: '--namespace <pattern>',
    description: 'compare only these: a database or database.collection, with * for anything',
    repeatable: true,
    of: newOne,
  },
  { flag: '--skip <pattern>', description: 'leave these out, written likewise', repeatable: true, of: newOne },
  {
    flag: '--partition <share>',
    description: 'compare one share of all, such as 3/8, while other machines compare the others; see merge',
    of: newOne,
  },
  {
    flag: '--writes-stopped',
    description: 'nobody writes to either side any more, so whatever differs is a difference',
    of: goingOn,
  },
  {
    flag: '--during-sync',
    description:
      'the migration has not been cut over yet, so what its engine changes back at the end is expected; livemig knows that of the migration in this directory',
    of: goingOn,
  },
  {
    flag: '--watch',
    description: 'go on with what changes until it is stopped; with status: tell how far it is until it ends',
    of: ['', 'resume', 'status'],
  },
  { flag: '--ids-only', description: 'tell of a document that differs its _id, and not which fields', of: newOne },
  { flag: '--show-values', description: 'tell also the values of the fields that differ', of: newOne },
  {
    flag: '--report-rows <count>',
    description:
      'keep so many differences in the result (default: 100), of which a terminal tells ten; all of them go into a file',
    of: newOne,
  },
  {
    flag: '--min-age <duration>',
    description: 'tell only differences that have lasted so long, such as 30s; all are counted',
    of: newOne,
  },
];

const load: readonly Flag[] = [
  {
    flag: '--max-duration <duration>',
    description: 'give each namespace so long, such as 2h; what is not compared by then is named',
    of: newOne,
  },
  { flag: '--no-auto-retry', description: 'end when a connection, a cursor or a primary is lost', of: goingOn },
  {
    flag: '--workers <count>',
    description: 'compare so many parts at a time (default: 1, and from 4 cores on one less than these, at most 4)',
    of: goingOn,
  },
  {
    flag: '--nice <percent>',
    description: 'leave the servers so much of the time for others: 0 to 90 (default: 0)',
    of: goingOn,
  },
  {
    flag: '--max-load <count>',
    description: 'hold back while a side has more operations of others running than this',
    of: goingOn,
  },
];

const groups: readonly FlagGroup[] = [
  { title: 'What to compare', flags: what },
  { title: 'How much of the servers it takes', flags: load },
];

export const verify: CommandDeclaration = {
  examples: [
    'livemig verify',
    'livemig verify --level hashed --namespace "shop.*" --skip "shop.tmp_*"',
    'livemig verify status --watch',
    'livemig verify stop && livemig verify resume --writes-stopped',
    'livemig verify merge one/result.json two/result.json',
    'livemig verify show last --json | tail -n 1',
  ],
  words: [
    { word: 'status', about: 'show how far the verification is that runs, or what the newest came to' },
    { word: 'stop', about: 'stop the one that runs; it can be resumed' },
    {
      word: 'resume',
      about:
        'go on with the newest that is not finished, with all that it was begun with; whether a migration synchronizes is asked anew (--during-sync)',
    },
    { word: 'list', about: 'list all verifications of this directory, the newest first' },
    {
      word: 'show',
      follows: '[last|id]',
      about: 'show what the last one that is finished came to, or the one with this id',
    },
    {
      word: 'merge',
      follows: '<file...>',
      about:
        'make one verdict of the shares of --partition: the result.json of each, which every share names in the end',
    },
  ],
  ...asked(verifyNeeds, groups),
  load: async () => (await import('./verify-command.ts')).verifyCommand,
};
