import { describe, expect, it } from 'vitest';
import { hookVariables } from '../../../../src/core/hooks/hook-variables.ts';

const seen = {
  ...{ migrationId: 'm', status: 'WORKING', lagSeconds: 0, progressPercent: 12.5, etaSeconds: 60 },
  ...{ destinationHosts: 'a.example:27017', directory: '.livemig' },
};

describe('the environment of a hook', () => {
  it('says what is known', () => {
    expect(hookVariables('on-ready', 'm/ready', seen, {}, [])).toEqual({
      LIVEMIG_EVENT: 'on-ready',
      LIVEMIG_EVENT_ID: 'm/ready',
      LIVEMIG_MIGRATION_ID: 'm',
      LIVEMIG_STATUS: 'WORKING',
      LIVEMIG_LAG_SECONDS: '0',
      LIVEMIG_PROGRESS_PERCENT: '12.5',
      LIVEMIG_ETA_SECONDS: '60',
      LIVEMIG_DESTINATION_URI_HOSTS: 'a.example:27017',
      LIVEMIG_DIRECTORY: '.livemig',
    });
  });

  it('has nothing of what is not known, nor what an outer run has said of it', () => {
    const outer = { LIVEMIG_LAG_SECONDS: '7', LIVEMIG_EVENT: 'on-failed' };
    expect(hookVariables('on-ready', '1', { lagSeconds: undefined }, outer, [])).toEqual({
      LIVEMIG_EVENT: 'on-ready',
      LIVEMIG_EVENT_ID: '1',
    });
  });

  it("has what the run's own has, without the secrets", () => {
    const env = { PATH: '/bin', LIVEMIG_ATLAS_PRIVATE_KEY: 'x', NONE: undefined };
    expect(hookVariables('on-ready', '1', {}, env, ['LIVEMIG_ATLAS_PRIVATE_KEY'])).toEqual({
      ...{ PATH: '/bin', LIVEMIG_EVENT: 'on-ready', LIVEMIG_EVENT_ID: '1' },
    });
  });
});
