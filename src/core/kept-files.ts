interface KeptFile {
  readonly name: string;
  /** For people: help and docs/recovery.md. */
  readonly content: string;
  readonly secret: boolean;
}

/** The files of a migration directory, which is `.livemig/` unless `--dir` says otherwise. */
export const keptFiles = {
  state: {
    name: 'state.json',
    content:
      'the journal: the inputs without secrets; which plans were agreed to, when and by whom; per step whether it was started, submitted (with the ids that came back) or done; what was seen right before the cutover was requested and when it was COMPLETE, and its downtime; a checksum',
    secret: false,
  },
  audit: {
    name: 'events.ndjson',
    content:
      'the audit, only ever appended: who, when, which command, step, changing request (method, path, status), decision, hook with how it ended and what it said, and how a run failed once something was agreed to; each line with the hash of the line before',
    secret: false,
  },
  secrets: {
    name: 'secrets.json',
    content: 'mode 0600: link-token and agent key, between the steps that make and use them; removed when used',
    secret: true,
  },
  choices: {
    name: 'choices.json',
    content: 'names of organizations, projects and clusters that were listed last, for completion; can be removed',
    secret: false,
  },
  answers: {
    name: 'answers.json',
    content:
      'what was answered when a run ended among the questions, suggested again in the next one; no secret; removed when the journal has it',
    secret: false,
  },
  lastCheck: {
    name: 'last-check.json',
    content:
      'what the last whole livemig check found, rule by rule, for what has changed since; no secret; can be removed',
    secret: false,
  },
  samples: {
    name: 'samples.ndjson',
    content:
      'what each look at the migration has seen, thinned out as it gets older: rate, time left, trend and deadline are told from it; no secret; can be removed',
    secret: false,
  },
  outbox: {
    name: 'outbox.ndjson',
    content:
      'what has happened and who is to be told of it, only ever appended: each line before anybody is told, or after they have been; recipients by host and a hash of their address',
    secret: false,
  },
  checkpoint: {
    name: 'checkpoint.json',
    content:
      'how far a comparison had come that was cut off, with the names of namespaces and the _ids of documents that differ; removed when it is done',
    secret: false,
  },
  script: {
    name: 'install-agent-HOST.sh',
    content: 'with --agent script or ssh: the script for the migration host',
    secret: false,
  },
  verifications: {
    name: 'verify',
    content:
      'a directory with one for each livemig verify, named for when it began: journal.ndjson (what was asked, which deployments, how far it has come), differences.ndjson (all of them, with the _ids of documents; values only with --show-values), result.json; and a lock of its own',
    secret: false,
  },
  cutover: {
    name: 'cutover',
    content:
      'a directory with the armed cutover: its window, terms and state, who armed it and which process follows it; one file for each change, the highest number counts; a file cancel in it cancels the cutover until it is requested',
    secret: false,
  },
  lock: {
    name: 'lock',
    content: 'the run that works on this migration: process, host, boot, user, command, since',
    secret: false,
  },
} as const satisfies Readonly<Record<string, KeptFile>>;
