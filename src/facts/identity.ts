import { throughSource } from './through-source.ts';

export const identityProbes = {
  sourceIdentity: throughSource('sourceIdentity'),
};
