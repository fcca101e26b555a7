import { z } from 'zod';
import { ManagerKind } from './deployment.ts';

/** Who may, with which manager, and whether the organizations are connected. */
export const entitlementFacts = {
  manager: ManagerKind,
  /** Which engine migrates this: today's, or the one that some old sources still get. */
  engine: z.enum(['push', 'legacy']),
  /** What the manager calls itself. */
  managerName: z.string(),
  /** Roles of the Atlas API key in the organization. */
  atlasRoles: z.array(z.string()).readonly(),
  /** The manager's word for the link between the organizations, such as `SYNCED`. */
  linkStatus: z.string(),
  /** A link-token is at hand, or the organizations are connected. */
  canConnect: z.boolean(),
} as const;
