import { Binary } from 'mongodb';
import { z } from 'zod';
import { authenticationFailed, beginScram, mechanisms } from '../auth/scram.ts';
import type { User } from '../auth/users.ts';
import type { Client } from '../client.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

const payload = z
  .union([z.instanceof(Binary), z.string()])
  .transform((given) =>
    typeof given === 'string'
      ? Buffer.from(given, 'base64').toString('utf8')
      : Buffer.from(given.value()).toString('utf8'),
  );

export const SaslStart = z.looseObject({
  mechanism: z.string(),
  payload,
  options: z.object({ skipEmptyExchange: z.boolean().optional() }).optional(),
});
export type SaslStart = z.infer<typeof SaslStart>;

const SaslContinue = z.looseObject({ payload });

/** The first message of a login; used by `saslStart`, and by `hello` when the driver sends it along. */
export function startLogin(server: Server, client: Client, args: SaslStart, db: string) {
  const mechanism = mechanisms.find((name) => name === args.mechanism);
  if (mechanism === undefined) {
    throw new MongodError(
      'MechanismUnavailable',
      `Received authentication for mechanism ${args.mechanism} which is not enabled`,
    );
  }
  const userOf = (name: string) => server.users.find(db, name);
  const conversation = beginScram(mechanism, args.payload, (name) => userOf(name)?.credential(mechanism));
  const user = userOf(conversation.username);
  if (user === undefined) throw authenticationFailed();
  client.login = { conversation, user, isProven: false, skipsEmpty: args.options?.skipEmptyExchange === true };
  return answer(conversation.answer, false);
}

function continueLogin(client: Client, message: string) {
  const { login } = client;
  if (login === undefined) throw new MongodError('ProtocolError', 'No SASL session state found');
  if (login.isProven) {
    client.login = undefined;
    return answer('', true);
  }
  // Whatever comes of it, this message ends the conversation.
  client.login = undefined;
  const last = login.conversation.finish(message);
  logIn(client, login.user);
  if (!login.skipsEmpty) client.login = { ...login, isProven: true };
  return answer(last, login.skipsEmpty);
}

/** The same user may log in again, another one must use another connection. */
function logIn(client: Client, user: User): void {
  if (client.user !== undefined && client.user !== user) {
    throw new MongodError('Location5626701', 'Each client connection may only be authenticated once');
  }
  client.user = user;
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
    run: (args, { client }) => continueLogin(client, args.payload),
  }),
  // Without TLS client certificates there is no such login, in the server's words.
  authenticate: plainCommand({
    access: 'none',
    run({ args }) {
      throw new MongodError(
        'MechanismUnavailable',
        `Received authentication for mechanism ${String(args.mechanism)} which is not enabled`,
      );
    },
  }),
};
