import { Binary } from 'mongodb';
import { z } from 'zod';
import { authenticationFailed, beginScram, mechanisms } from '../auth/scram.ts';
import type { Client } from '../client.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

const payload = z.instanceof(Binary).transform((binary) => Buffer.from(binary.value()).toString('utf8'));

export const SaslStart = z.object({
  mechanism: z.string(),
  payload,
  options: z.object({ skipEmptyExchange: z.boolean().optional() }).optional(),
});
export type SaslStart = z.infer<typeof SaslStart>;

const SaslContinue = z.object({ payload });

/**
 * The first message of a login; used by `saslStart`, and by `hello` when the driver sends it along.
 * All users are in `admin`, so a login against another database fails as it does for a user that is not there.
 */
export function startLogin(server: Server, client: Client, args: SaslStart, db: string) {
  const mechanism = mechanisms.find((name) => name === args.mechanism);
  if (mechanism === undefined) throw new MongodError('BadValue', `Unsupported mechanism '${args.mechanism}'`);
  const credential = (name: string) => (db === 'admin' ? server.users.get(name)?.credential(mechanism) : undefined);
  const conversation = beginScram(mechanism, args.payload, credential);
  client.login = { conversation, isProven: false, skipsEmpty: args.options?.skipEmptyExchange === true };
  return answer(conversation.answer, false);
}

function continueLogin(server: Server, client: Client, message: string) {
  const { login } = client;
  if (login === undefined) throw authenticationFailed();
  if (login.isProven) {
    client.login = undefined;
    return answer('', true);
  }
  client.user = undefined;
  const last = login.conversation.finish(message);
  client.user = server.users.get(login.conversation.username);
  login.isProven = true;
  return answer(last, login.skipsEmpty);
}

function answer(message: string, done: boolean) {
  return { conversationId: 1, done, payload: new Binary(Buffer.from(message)) };
}

export const authenticationCommands: Readonly<Record<string, Command>> = {
  saslStart: command({
    access: 'none',
    args: SaslStart,
    run: (args, { server, client, db }) => startLogin(server, client, args, db),
  }),
  saslContinue: command({
    access: 'none',
    args: SaslContinue,
    run: (args, { server, client }) => continueLogin(server, client, args.payload),
  }),
  logout: plainCommand({
    access: 'none',
    run({ client }) {
      client.user = undefined;
      return {};
    },
  }),
};
