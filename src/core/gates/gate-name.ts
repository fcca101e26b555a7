import { z } from 'zod';

/** What is looked at before a cutover, in the order in which it is shown. The names are words of the command line: frozen. */
export const GateName = z.enum([
  'working',
  'ready',
  'lag',
  'writes',
  'index-builds',
  'transactions',
  'verification',
  'users',
  'balancer',
  'deadline',
  'oplog',
  'checklist',
]);
export type GateName = z.infer<typeof GateName>;

export const gateNames = GateName.options;
