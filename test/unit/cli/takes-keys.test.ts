import { expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';

it.each(catalogue.flatMap((entry) => ('declare' in entry ? [entry] : [])))(
  'the law: `livemig $name` looks for the profile that is named where it has variables for keys, and nowhere else',
  async ({ takesKeys = false, declare }) => {
    const ways = (await declare()).secrets.flatMap((secret) => secret.ways);
    expect(takesKeys).toBe(ways.some((way) => way.startsWith('LIVEMIG_ATLAS_PUBLIC_KEY')));
  },
);
