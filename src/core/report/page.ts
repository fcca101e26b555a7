import { momentText } from '../plain-units.ts';
import { type Block, list } from './blocks.ts';
import type { Report, ReportStatus } from './report.ts';
import { ofFollowing, ofSides, ofStages, ofSummary, ofTimeline } from './sections-of-course.ts';
import { ofAudit, ofChanged, ofCutover, ofFindings, ofNotMigrated, ofVerification } from './sections-of-outcome.ts';

export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A report as people read it, whatever it is written in. */
export interface Page {
  readonly title: string;
  readonly status: string;
  readonly tone: 'good' | 'bad' | 'open';
  readonly made: string;
  readonly sections: readonly PageSection[];
  readonly end: string;
}

const statusWords: Readonly<Record<ReportStatus, string>> = {
  'nothing-started': 'nothing was started',
  preparing: 'being prepared',
  'creation-unknown': 'whether it was created is not known',
  migrating: 'under way',
  'ready-for-cutover': 'ready for cutover when it was seen last',
  'cutover-requested': 'cutover requested',
  complete: 'complete',
  failed: 'failed',
  expired: 'expired',
  contradictory: 'not known: the files are of two migrations',
};

const tones: Readonly<Partial<Record<ReportStatus, Page['tone']>>> = {
  complete: 'good',
  failed: 'bad',
  expired: 'bad',
  'creation-unknown': 'bad',
  contradictory: 'bad',
};

export function pageOf(report: Report): Page {
  const { title, summary, livemig, madeBy, madeAt, directory } = report;
  const { status, notRead } = summary;
  return {
    title,
    status: notRead === undefined ? statusWords[status] : `${statusWords[status]}, as far as the files could be read`,
    tone: notRead === undefined ? (tones[status] ?? 'open') : 'bad',
    made: `Made by livemig ${livemig} for ${madeBy} at ${momentText(madeAt)}, of the files in ${directory}.`,
    sections: [
      { id: 'summary', title: 'Summary', blocks: ofSummary(report) },
      { id: 'sides', title: 'Source and destination', blocks: ofSides(report) },
      { id: 'stages', title: 'Stages and agreements', blocks: ofStages(report) },
      { id: 'timeline', title: 'What happened, and who decided', blocks: ofTimeline(report) },
      { id: 'charts', title: 'Lag and progress', blocks: ofFollowing(report) },
      { id: 'findings', title: 'Findings, and who accepted them', blocks: ofFindings(report) },
      { id: 'cutover', title: 'Cutover and downtime', blocks: ofCutover(report) },
      { id: 'verification', title: 'Verification', blocks: ofVerification(report) },
      { id: 'not-migrated', title: 'What was not migrated', blocks: ofNotMigrated(report) },
      { id: 'changed', title: 'What the engine changed', blocks: ofChanged(report) },
      { id: 'way-back', title: 'The way back', blocks: list(report.wayBack) },
      { id: 'audit', title: 'Audit trail', blocks: ofAudit(report) },
    ],
    end: 'All times are UTC, by the clocks of the machines that wrote them.',
  };
}
