import { isTimeUp } from '../core/deadline.ts';
import { doctorPage } from '../core/doctor/page.ts';
import { exitCodes } from '../core/error-codes.ts';
import { doctorResult } from '../core/results/doctor-result.ts';
import type { CommandModule } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import { lookAround } from './doctor-look.ts';

/** One page about this machine, its network and keys: reads only, takes no lock, writes no file. */
export const doctorCommand: CommandModule = {
  result: doctorResult,
  async run(options, ports) {
    ports.reporter.busy?.('Looking at this machine, its network and its keys');
    const { data, exitCode } = doctorPage(await lookAround(options, ports));
    // What was seen until then is told all the same.
    if (isTimeUp(ports.signal)) {
      const again = { command: `livemig doctor${dirFlag(options)}`, reason: 'with more time' };
      return { status: 'in-progress', exitCode: exitCodes.pending, data, next: [again] };
    }
    return { status: exitCode === 0 ? 'done' : 'blocked', exitCode, data, next: [] };
  },
};
