import { verifyResult } from '../core/results/verify-result.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { pollMsOf, timeoutOf } from './common-options.ts';
import { problemsIn } from './option-problems.ts';
import type { RunPorts } from './run-ports.ts';
import { listVerifications, showVerification, verificationStatus } from './verify-look.ts';
import { mergeShares } from './verify-merge.ts';
import { contradictions, loadOf, requestOf } from './verify-request.ts';
import { beginVerification, refuseNothingToResume, resumeVerification } from './verify-run.ts';
import { sideUris } from './verify-sides.ts';
import { stopVerification } from './verify-stop.ts';

/** Compares the two deployments, with a life cycle of its own; changes neither, and needs no API key. */
export const verifyCommand: CommandModule = { result: verifyResult, run: verify };

async function verify(options: Options, ports: RunPorts): Promise<Outcome> {
  const [word = '', ...rest] = Array.isArray(options.words) ? options.words.map(String) : [];
  const ofTime = [...problemsIn(() => timeoutOf(options)), ...problemsIn(() => pollMsOf(ports))];
  switch (word) {
    case 'status':
      for (const problem of ofTime) throw problem;
      return verificationStatus(options, ports);
    case 'stop':
      for (const problem of ofTime) throw problem;
      return stopVerification(options, ports);
    case 'list':
      return listVerifications(options, ports);
    case 'show':
      return showVerification(rest[0] ?? 'last', options, ports);
    case 'merge':
      return mergeShares(rest, ports);
    case 'resume': {
      await refuseNothingToResume(options, ports);
      const problems = [...loadOf(options).problems, ...contradictions(options), ...ofTime];
      return resumeVerification(await sideUris(options, ports, problems), options, ports);
    }
    default: {
      const asked = requestOf(options, ports.cores);
      const uris = await sideUris(options, ports, [...asked.problems, ...ofTime]);
      if (!('request' in asked)) throw new Error('a request with problems was not refused');
      return beginVerification(asked.request, uris, options, ports);
    }
  }
}
