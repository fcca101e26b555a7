import { throughSource } from './through-source.ts';

export const dataProbes = {
  sourceInventory: throughSource('sourceInventory'),
};
