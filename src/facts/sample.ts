import { throughSource } from './through-source.ts';

export const sampleProbes = {
  sourceSample: throughSource('sourceSample'),
  sourceIds: throughSource('sourceIds'),
  sourceSharedIds: throughSource('sourceSharedIds'),
};
