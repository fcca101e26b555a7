import type { Prompter, Question } from '../../src/core/ports.ts';
import type { SecretWatch } from './secret-watch.ts';

/** The same port, with the watch shown whatever its functions throw: runs end their errors themselves. */
export function watchedPort<Port extends object>(port: Port, watch: SecretWatch): Port {
  const show = (name: string | symbol, error: unknown): never => {
    watch.seeThrown(`what ${String(name)} threw`, error);
    throw error;
  };
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const returned: unknown = Reflect.apply(member, target, args);
        return returned instanceof Promise ? returned.catch((error: unknown) => show(name, error)) : returned;
      };
    },
  });
}

/** The same prompter; the watch learns what is typed unseen. */
export function watchedPrompter(prompter: Prompter, watch: SecretWatch): Prompter {
  const learn = ({ kind, message }: Question, answer: string | undefined) => {
    if (kind === 'secret' && answer !== undefined) watch.learn(`the answer to "${message}"`, answer);
  };
  return {
    ask: async (question) => {
      const answer = await prompter.ask(question);
      learn(question, answer);
      return answer;
    },
    askOrBack: async (question) => {
      const answer = await prompter.askOrBack(question);
      learn(question, answer);
      return answer;
    },
  };
}
