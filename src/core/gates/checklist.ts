import { z } from 'zod';

/** What nothing shows from here and a person has to say before applications are taken to another place. */
export const checklist = [
  'Everything that writes to the source is known, jobs and people as well, and can be stopped until the cutover has ended',
  'The applications have the connection string of the destination, and their users and drivers were tried with it',
  'It is agreed who decides to go back, until when, and how',
] as const;

/** A person's word that all of it holds. */
export const ChecklistAnswer = z.object({ at: z.iso.datetime(), by: z.string(), because: z.string().exactOptional() });
export type ChecklistAnswer = z.infer<typeof ChecklistAnswer>;
