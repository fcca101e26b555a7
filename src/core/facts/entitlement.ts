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
  /** Whether the manager's credentials are those of an Organization Owner of the source's organization. */
  managerOwner: z.boolean(),
  /** Ops Manager's release, such as `7.0.11`. */
  managerVersion: z.string(),
  /** The outside addresses of Ops Manager that the link-token is to be for. */
  managerIps: z.array(z.string()).readonly(),
  sourceEdition: z.enum(['community', 'enterprise']),
  /** The manager's word for the link between the organizations, such as `SYNCED`. */
  linkStatus: z.string(),
  /** A link-token is at hand, or the organizations are connected. */
  canConnect: z.boolean(),
} as const;
