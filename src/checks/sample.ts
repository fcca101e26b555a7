import { type Check, defineCheck, type Objection } from '../core/check.ts';
import type { Sample } from '../core/facts/sample.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { mongoshCollection } from '../core/mongosh-words.ts';
import { amount, sizeText } from '../core/plain-units.ts';
import { quotedWord } from '../core/shell-word.ts';
import { isOlder, majorOf } from '../core/version.ts';
import { byNumber, objectionTo } from './objection-to.ts';
import { flawed, flawedText, inSample, noneAmong } from './sample-words.ts';

/** A large collection whose neighbours ascend less often than this lies in no order of its `_id`. */
const orderly = 0.75;

const limitations = 'mongosync docs, limitations';

/** Rules C about documents, of which only some are looked at; what was not seen is not said to be absent. */
export const sampleChecks = [
  defineCheck({
    id: 'C10',
    title: 'No `_id` of a sample is on several shards',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceSharedIds'],
    source: limitations,
    held: ({ sourceSharedIds: { read, unread } }) =>
      read.length === 0 && unread.length === 0
        ? 'No collection is sharded by anything but its `_id`, so none can have an `_id` twice.'
        : `No \`_id\` of a sample is on several shards: ${read.reduce((sum, { looked }) => sum + looked, 0).toLocaleString('en')} of ${amount(read.length, 'collection')} were looked for on all shards; nothing is said of the others${withoutThese(unread)}.`,
    judge: ({ sourceSharedIds: { read } }) =>
      objectionTo(
        read.filter(({ shared }) => shared > 0),
        {
          name: ({ namespace, shared, looked }) => `${namespace} (${shared} of ${looked} looked for)`,
          message: (names) =>
            `The same _id is on several shards ${names}. The engine takes an _id for one document: one of the two would be lost, or end the migration.`,
          fix: 'Find all of them, and give one document of each pair another _id (insert it anew, delete the old one):',
          command: ({ namespace }) =>
            `${inMongosh(namespace)}.aggregate([{ $group: { _id: "$_id", n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }], { allowDiskUse: true })`,
        },
      ),
  }),
  ofSample({
    id: 'C13',
    title: 'No field name in the sample begins with $',
    severity: 'block',
    engine: 'push',
    source: `${limitations}; MongoDB manual, field names with periods and dollar signs`,
    judge: (sample) => dollarNames(sample) ?? references(sample),
  }),
  ofSample({
    id: 'C14',
    title: 'No document in the sample has two fields of one name',
    severity: 'block',
    engine: 'push',
    source: limitations,
    judge: (sample) =>
      objectionTo(flawed(sample, ['repeatedName']), {
        name: flawedText,
        message: (names) =>
          `Documents have two fields of one name, ${inSample(sample)}: ${names}. The engine does not support them, and ends when one of them is updated.`,
        fix: `A driver shows only one of the two. ${findsUnlike}`,
        command: ({ one: { namespace } }) => inPython(namespace),
      }),
  }),
  defineCheck({
    id: 'C15',
    title: 'No Timestamp(0, 0) is in the sample, or the source is 6.0 or newer',
    severity: 'warn',
    mender: 'application',
    engine: 'push',
    needs: ['source', 'sourceSample'],
    source: limitations,
    held: ({ source: { version }, sourceSample }) =>
      majorOf(version) >= 6
        ? `Asked of sources before 6.0 only; this one runs ${version}.`
        : `No Timestamp(0, 0) in the sample: ${noneAmong(sourceSample)}.`,
    judge: ({ source: { version }, sourceSample: sample }) =>
      majorOf(version) >= 6
        ? undefined
        : objectionTo(flawed(sample, ['emptyTimestamp']), {
            name: flawedText,
            message: (names) =>
              `Documents hold Timestamp(0, 0), ${inSample(sample)}: ${names}. From a source of ${version} the engine does not support it: the destination would put its own time there.`,
            fix: 'Find them, and put another value in its place, in mongosh on the source:',
            command: ({ one: { namespace } }) => walking(namespace, 'v?._bsontype === "Timestamp" && v.isZero()'),
          }),
  }),
  defineCheck({
    id: 'C27',
    title: 'Large collections keep their documents in the order of their `_id`',
    severity: 'warn',
    mender: 'dba',
    engine: 'push',
    needs: ['sourceIds'],
    source: 'mongosync docs, start and release notes of 1.18',
    held: ({ sourceIds: { read, unread } }) => {
      const without = withoutThese(unread);
      return read.length === 0
        ? `No collection of 20 GiB or more was seen, from which on the order of its \`_id\` matters${without}.`
        : `Large collections keep their documents in the order of their \`_id\`: so do the first and last 500 of each of ${amount(read.length, 'collection')} of 20 GiB or more${without}.`;
    },
    judge: ({ sourceIds: { read } }) =>
      objectionTo(
        read.filter(({ compared, ascending }) => compared > 0 && ascending < orderly * compared),
        {
          name: ({ namespace, bytes, types, compared, ascending }) =>
            `${namespace} (${sizeText(bytes)}, ${types[0] ?? 'no'} _id, ${Math.round((100 * ascending) / compared)} % of ${compared} neighbours ascend)`,
          message: (names, count) =>
            `${byNumber(count, 'A large collection does not keep its documents', `${count} large collections do not keep their documents`)} in the order of their _id, by the first and last 500: ${names}. Copied by _id such a collection takes much longer; an engine that copies it as it lies begins it anew after an interruption.`,
          fix: 'Reckon with a longer copy, and keep more oplog on the source for it:\ndb.adminCommand({ replSetResizeOplog: 1, minRetentionHours: HOURS })',
        },
      ),
  }),
  defineCheck({
    id: 'C34',
    title: 'No document in the sample has a field $v, or the source is 8.0.20 or newer',
    severity: 'warn',
    mender: 'application',
    engine: 'push',
    needs: ['source', 'sourceSample'],
    source: limitations,
    held: ({ source: { version }, sourceSample }) =>
      isOlder(version, '8.0.20')
        ? `No field $v in the sample: ${noneAmong(sourceSample)}. What is written meanwhile was not looked at.`
        : `Asked of sources before 8.0.20 only; this one runs ${version}.`,
    judge: ({ source: { version }, sourceSample: sample }) =>
      isOlder(version, '8.0.20')
        ? objectionTo(flawed(sample, ['updateVersion']), {
            name: flawedText,
            message: (names) =>
              `Documents have a field $v, ${inSample(sample)}: ${names}. On a source of ${version} a replacement that brings one ends the migration for good.`,
            fix: 'Upgrade the source to 8.0.20 or newer, or take the field away and stop what writes it, in mongosh on the source:',
            command: ({ one: { namespace } }) => walking(namespace, 'k === "$v"'),
          })
        : undefined,
  }),
  defineCheck({
    id: 'LM31',
    title: 'Every collection of the source gave a sample',
    severity: 'info',
    mender: 'dba',
    needs: ['sourceSample'],
    source: 'livemig: C10, C13 to C15, C27, C34 and LM32 look at a sample of each collection',
    judge: ({ sourceSample: { unread } }) =>
      objectionTo(unread, {
        name: ({ namespace, reason }) => `${namespace}: ${reason}`,
        message: (names, count) =>
          `${amount(count, 'collection')} gave no sample, so nothing is known of ${byNumber(count, 'its', 'their')} documents: ${names}.`,
        fix: 'Run livemig check again when the source has less to do.',
      }),
  }),
  ofSample({
    id: 'LM32',
    title: 'All text in the sample is UTF-8',
    severity: 'warn',
    source: 'bsonspec.org: string and cstring are UTF-8; MongoDB manual, BSON types',
    judge: (sample) =>
      objectionTo(flawed(sample, ['invalidText', 'malformed']), {
        name: flawedText,
        message: (names) =>
          `Documents hold text that is not UTF-8, or are no well-formed BSON, ${inSample(sample)}: ${names}. A server keeps them as they are; drivers and tools refuse or change them when they read them.`,
        fix: findsUnlike,
        command: ({ one: { namespace } }) => inPython(namespace),
      }),
  }),
];

const findsUnlike =
  'This lists those of a collection, with PyMongo (pip install pymongo); write each of them anew as it is to be:';

/** Prints the `_id` of each document that is another one once a driver has read and written it. */
function inPython(namespace: string): string {
  const dot = namespace.indexOf('.');
  const script = [
    'import bson,os,pymongo,sys',
    'from bson.codec_options import CodecOptions as C',
    'from bson.raw_bson import RawBSONDocument as R',
    'o=C(unicode_decode_error_handler="replace")',
    'c=pymongo.MongoClient(os.environ["LIVEMIG_SOURCE_URI"])[sys.argv[1]][sys.argv[2]].with_options(C(document_class=R))',
    '[print(bson.decode(d.raw,o)["_id"]) for d in c.find() if len(bson.encode(bson.decode(d.raw,o)))!=len(d.raw)]',
  ];
  return `python3 -c '${script.join('; ')}' ${quotedWord(namespace.slice(0, dot))} ${quotedWord(namespace.slice(dot + 1))}`;
}

function withoutThese(unread: Sample['unread']): string {
  const names = unread.map(({ namespace }) => harmless(namespace));
  return unread.length === 0 ? '' : `; not looked at: ${firstNames(names)}`;
}

/** A rule about the sample alone. */
function ofSample<const Id extends string>({
  judge,
  ...rule
}: Pick<Check<never, Id>, 'id' | 'title' | 'severity' | 'source' | 'engine'> & {
  judge(sample: Sample): Objection | undefined;
}) {
  return defineCheck({
    ...rule,
    mender: 'application',
    needs: ['sourceSample'],
    held: ({ sourceSample }) => `${rule.title}: ${noneAmong(sourceSample)}.`,
    judge: ({ sourceSample }) => judge(sourceSample),
  });
}

function dollarNames(sample: Sample): Objection | undefined {
  return objectionTo(flawed(sample, ['dollarName']), {
    name: flawedText,
    message: (names) =>
      `Field names begin with $, ${inSample(sample)}: ${names}. The engine does not support such documents.`,
    fix: 'Find them and rename the fields, in mongosh on the source ($setField and $unsetField do it in an update with a pipeline):',
    command: ({ one: { namespace } }) => walking(namespace, 'k.startsWith("$")'),
  });
}

/** The engine's page makes no exception of them, and the manual allows them; whether it fails on them nobody says. */
function references(sample: Sample): Objection | undefined {
  return objectionTo(flawed(sample, ['reference']), {
    name: flawedText,
    message: (names) =>
      `Documents hold DBRefs ($ref, $id, $db), ${inSample(sample)}: ${names}. The engine's page supports no field name that begins with $, and makes no exception of these.`,
    fix: 'Ask MongoDB, and rehearse the migration with a copy of these documents.',
    severity: 'warn',
  });
}

function inMongosh(namespace: string): string {
  const dot = namespace.indexOf('.');
  return mongoshCollection({ database: namespace.slice(0, dot), name: namespace.slice(dot + 1) });
}

/** Prints the `_id` of each document in which a field (`k`) or a value (`v`) is so, at whatever depth. */
function walking(namespace: string, condition: string): string {
  return `has = o => o !== null && typeof o === "object" && !o._bsontype && Object.entries(o).some(([k, v]) => ${condition} || has(v)); ${inMongosh(namespace)}.find().forEach(d => has(d) && print(d._id))`;
}
