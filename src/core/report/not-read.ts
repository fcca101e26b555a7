import type { NotRead, ReportSources } from './sources.ts';

const meanings: Readonly<Record<NotRead['file'], string>> = {
  'state.json':
    'Steps, what they brought back and agreements are told as events.ndjson has them; inputs, skipped rules and the checklist are not known.',
  'events.ndjson':
    'Who did and decided what is not known, nor whether more has happened than state.json tells, and nothing shows whether the audit was changed.',
  'the armed cutover': 'Whether a cutover is armed is not known.',
  'the lock': 'Whether another run works on this migration at this moment is not known.',
};

/** A sentence or two for each file that could not be read: why, and what that means for the report. */
export function notReadTexts({ notRead }: Pick<ReportSources, 'notRead'>): string[] {
  return notRead.map(({ file, why }) => `${file} could not be read. ${why} ${meanings[file]}`);
}

/** Whether this file is one of them. */
export function isUnread({ notRead }: Pick<ReportSources, 'notRead'>, file: NotRead['file']): boolean {
  return notRead.some((one) => one.file === file);
}
