/**
 * What a script can rely on, for those who read `--json` in TypeScript or JavaScript: `import { results } from 'livemig/contract'`.
 * Contracts grow, they do not change: fields, codes and types are added. The schemas leave out what they do not know.
 */
export { type ErrorCode, type ErrorKind, errorCodes, errorKinds, exitCodes } from './core/error-codes.ts';
export {
  CommandEvent,
  FindingEvent,
  InputEvent,
  LivemigEvent,
  NextCommand,
  NoteEvent,
  PlanEvent,
  ProgressEvent,
  ReadyEvent,
  ResultError,
  ResultEvent,
  StageEvent,
  StepEvent,
} from './core/events.ts';
export { ErrorData } from './core/results/error-data.ts';
export { results } from './core/results/index.ts';
