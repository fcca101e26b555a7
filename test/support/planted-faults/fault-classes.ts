import { optionFaults } from './definition-faults.ts';
import { documentFaults, idFaults } from './document-faults.ts';
import type { FaultClass } from './fault-class.ts';
import { indexFaults } from './index-faults.ts';
import { namespaceFaults } from './namespace-faults.ts';
import { ownDeletionFaults } from './own-deletion-faults.ts';
import { shardFaults } from './shard-faults.ts';
import { valueFaults } from './value-faults.ts';

/** Everything that can be wrong with a destination and that a verifier has to find, or has to say that it cannot see. */
export const faultClasses: readonly FaultClass[] = [
  ...documentFaults,
  ...valueFaults,
  ...idFaults,
  ...indexFaults,
  ...optionFaults,
  ...namespaceFaults,
  ...ownDeletionFaults,
  ...shardFaults,
];
