import { BSON } from 'mongodb';
import type { Expectation } from '../../../src/core/verification/difference.ts';
import { field } from '../raw-bson.ts';
import { type Content, content, type Fields, type InOrder, inOrder } from './contents.ts';
import type { FaultClass, Planted } from './fault-class.ts';

type Option = readonly [name: string, value: unknown];

/** A namespace that both sides have, each with options of its own. */
interface OptionPair {
  readonly name: string;
  readonly source: readonly Option[];
  readonly destination: readonly Option[];
  /** Which options differ. */
  readonly differing: readonly string[];
  readonly expected?: Expectation;
  /** Which indexes differ by it. */
  readonly indexes?: readonly string[];
}

const { Long, Int32 } = BSON;
const least = (value: unknown): Option => ['validator', inOrder(['a', inOrder(['$gte', value])])];
const both = (...names: string[]): Option => ['validator', inOrder(...names.map((name) => [name, 1] as const))];
const capped = (size: number, ...more: readonly Option[]): Option[] => [['capped', true], ['size', size], ...more];
const collation = (locale: string, strength: number): Option => [
  'collation',
  inOrder(['locale', locale], ['strength', strength]),
];
const clustered: Option = ['clusteredIndex', inOrder(['key', inOrder(['_id', 1])], ['unique', true], ['name', 'c'])];
const view = (viewOn: string, ...pipeline: readonly InOrder[]): Option[] => [
  ['viewOn', viewOn],
  ['pipeline', pipeline],
];
const match = (...entries: readonly Option[]) => inOrder(['$match', inOrder(...entries)]);
const limit = inOrder(['$limit', 3]);

const pairs: readonly OptionPair[] = [
  { name: 'a validator', source: [least(1)], destination: [least(2)], differing: ['validator'] },
  { name: 'no validator', source: [least(1)], destination: [], differing: ['validator'] },
  { name: 'a validator more', source: [], destination: [least(1)], differing: ['validator'] },
  {
    name: 'the order of a validator',
    source: [both('a', 'b')],
    destination: [both('b', 'a')],
    differing: ['validator'],
  },
  {
    name: 'that of one with numbers',
    source: [both('b', '7')],
    destination: [both('7', 'b')],
    differing: ['validator'],
  },
  {
    ...{ name: 'a validator beyond 2^53', differing: ['validator'] },
    source: [least(Long.fromString('9007199254740993'))],
    destination: [least(Long.fromString('9007199254740992'))],
  },
  {
    ...{ name: 'the type of a number in a validator', differing: ['validator'] },
    source: [least(new Int32(1))],
    destination: [least(Long.ONE)],
  },
  {
    ...{ name: 'how strictly it is validated', differing: ['validationLevel'] },
    source: [least(1), ['validationLevel', 'moderate']],
    destination: [least(1), ['validationLevel', 'off']],
  },
  {
    ...{ name: 'what becomes of what is not valid', differing: ['validationAction'] },
    source: [least(1), ['validationAction', 'error']],
    destination: [least(1), ['validationAction', 'warn']],
  },
  {
    name: 'the size of a capped collection',
    source: capped(65_536),
    destination: capped(131_072),
    differing: ['size'],
  },
  {
    ...{ name: 'how many documents a capped collection takes', differing: ['max'] },
    source: capped(65_536, ['max', 10]),
    destination: capped(65_536, ['max', 11]),
  },
  {
    ...{ name: 'that as many as there is room for', differing: ['max'] },
    source: capped(65_536, ['max', 10]),
    destination: capped(65_536),
  },
  { name: 'no more capped', source: capped(65_536), destination: [], differing: ['capped', 'size'] },
  {
    ...{ name: 'a language', differing: ['collation'], indexes: ['_id_'] },
    source: [collation('fr', 2)],
    destination: [collation('de', 2)],
  },
  {
    ...{ name: 'the strength of a collation', differing: ['collation'], indexes: ['_id_'] },
    source: [collation('en', 1)],
    destination: [collation('en', 2)],
  },
  {
    ...{ name: 'no collation', differing: ['collation'], indexes: ['_id_'] },
    source: [collation('en', 2)],
    destination: [],
  },
  {
    ...{ name: 'how long a clustered collection keeps what it has', differing: ['expireAfterSeconds'] },
    source: [clustered, ['expireAfterSeconds', 1_000_000]],
    destination: [clustered, ['expireAfterSeconds', 1_000_001]],
  },
  {
    ...{ name: 'images of changes', differing: ['changeStreamPreAndPostImages'] },
    source: [['changeStreamPreAndPostImages', inOrder(['enabled', true])]],
    destination: [],
  },
  {
    ...{ name: 'nothing but the order of options', differing: [] },
    source: [least(1), ['validationLevel', 'moderate']],
    destination: [['validationLevel', 'moderate'], least(1)],
  },
  {
    ...{ name: 'what holds anyhow', differing: ['validationLevel', 'validationAction'], expected: 'legacy-form' },
    source: [least(1), ['validationLevel', 'strict'], ['validationAction', 'error']],
    destination: [least(1)],
  },
  { name: 'on what a view is', source: view('orders'), destination: view('mixed'), differing: ['viewOn'] },
  { name: 'a stage of a view', source: view('orders', limit), destination: view('orders'), differing: ['pipeline'] },
  {
    ...{ name: 'the order of stages', differing: ['pipeline'] },
    source: view('orders', match(['a', 1]), limit),
    destination: view('orders', limit, match(['a', 1])),
  },
  {
    ...{ name: 'the order within a stage', differing: ['pipeline'] },
    source: view('orders', match(['b', 1], ['7', 1])),
    destination: view('orders', match(['7', 1], ['b', 1])),
  },
  {
    ...{ name: 'a number in a stage', differing: ['pipeline'] },
    source: view('orders', match(['a', Long.fromString('9007199254740993')])),
    destination: view('orders', match(['a', Long.fromString('9007199254740992')])),
  },
  {
    ...{ name: 'the collation of a view', differing: ['collation'] },
    source: [...view('orders'), collation('en', 1)],
    destination: view('orders'),
  },
];

const documents: readonly Fields[] = [1, 2, 3].map((id) => [field('_id', id), field('a', id)]);

export const optionFaults: readonly FaultClass[] = pairs.map(
  ({ name, source, destination, differing, expected, indexes = [] }) => ({
    name: `an option: ${name}`,
    seenBy: 'definitions',
    plant(plot) {
      const namespace = plot.newNamespace();
      const of = (options: readonly Option[]): Content => {
        const isView = options.some(([option]) => option === 'viewOn');
        return content({ options: inOrder(...options), documents: isView ? [] : documents });
      };
      plot.put('source', namespace, of(source));
      plot.put('destination', namespace, of(destination));
      return [
        ...differing.map((what): Planted => ({ kind: 'options', namespace, what, ...(expected && { expected }) })),
        ...indexes.map((index): Planted => ({ kind: 'index', namespace, what: `${index} different` })),
      ];
    },
  }),
);
