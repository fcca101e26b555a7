import { factsText } from '../core/facts-file.ts';
import { emptyJournal } from '../core/journal.ts';
import type { Secret } from '../core/secret.ts';
import { shellWord } from '../core/shell-word.ts';
import { given } from '../engine/answers.ts';
import { missingInput, refuseProblems } from '../engine/wrong-inputs.ts';
import { inputs } from '../stages/inputs.ts';
import { checkNeeds } from '../stages/needs.ts';
import { factsOfSource } from '../stages/preflight.ts';
import { Values } from '../stages/values.ts';
import { sourcesOf, unsetVariables } from './answer-sources.ts';
import { askedRules } from './asked-rules.ts';
import { checkProgress } from './check-progress.ts';
import type { Options, Outcome } from './command-module.ts';
import { textOption } from './common-options.ts';
import { factsFile, savedText } from './facts-files.ts';
import { wrongInputs } from './input-problems.ts';
import { refuseToOverwrite } from './refuse-to-overwrite.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { watchMsOf } from './watch-time.ts';

/** Where they go unless `--save-facts` says otherwise. */
const usualFile = 'livemig-facts.json';

/** `--collect`: reads the source with its connection string and nothing else, into a file. There is no migration directory. */
export async function collectHere(options: Options, ports: RunPorts): Promise<Outcome> {
  const { only } = askedRules(options);
  const watchMs = watchMsOf(options);
  const file = textOption(options, 'saveFacts') ?? usualFile;
  const sourceUri = sourceUriIn(options, ports);
  await refuseToOverwrite(file, factsFile, ports);
  ports.reporter.busy?.('Reading the source');
  // Who is not let in is told so, and gets no file.
  await ports.inspector.deployment(sourceUri);
  const facts = await factsOfSource(sourceUri, ports, { only, watchMs }, checkProgress(ports));
  const collectedAt = ports.clock.now().toISOString();
  await ports.saveFile(file, factsText({ livemig: ports.version, collectedAt, by: ports.user, facts }));
  tell(ports, 'info', savedText(file));
  return {
    status: 'done',
    data: { saved: file, collected: Object.keys(facts.known), unknown: { ...facts.unknown } },
    next: [{ command: `livemig check --facts ${shellWord(file)}`, reason: 'judges them, where the API keys are' }],
  };
}

/** Throws kind `usage` where there is none. */
export function sourceUriIn(options: Options, ports: RunPorts): Secret {
  const setup = { ...checkNeeds, command: 'check', readOnly: true, options, inputs: ['sourceUri'] } as const;
  const sources = sourcesOf(setup, ports, emptyJournal(ports.clock.now()), undefined, undefined);
  const answer = given('sourceUri', inputs.sourceUri, sources);
  const problems = [
    ...unsetVariables(setup, ports),
    ...(answer === undefined ? [missingInput('sourceUri', inputs.sourceUri)] : wrongInputs(['sourceUri'], sources)),
  ];
  refuseProblems(problems, { isAsked: false });
  const { sourceUri } = Values.parse({ sourceUri: answer?.raw });
  if (sourceUri === undefined) throw new Error('a connection string that is there was not read');
  return sourceUri;
}
