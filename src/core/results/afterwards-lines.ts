import { type Afterwards, afterwardsWords } from '../way-back/afterwards-words.ts';
import { told } from './command-result.ts';

/** What is told of a migration that is COMPLETE beneath the outcome; nothing before. */
export function afterwardsLines(details: Afterwards): string[] {
  const words = afterwardsWords(details);
  return [
    ...told('downtime', words?.downtime),
    ...told('downtime by phase', words?.phases),
    ...told('destination', words?.writable),
    ...told('way back', words?.wayBack),
  ];
}
