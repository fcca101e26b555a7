import { answersLaw, answersNotice, commandNames } from '../support/answers-law.ts';
import { lawRuns } from '../support/law-effort.ts';

// By day each request meets every twelfth answer, the next request others.
answersLaw('cloud-manager', commandNames, lawRuns > 1 ? 1 : 29);

answersNotice('a client that sends a write again', 'cloud-manager', (api) => {
  const twice = async (call: () => Promise<unknown>) => call().catch(call);
  return new Proxy(api, {
    get(target, name, receiver) {
      const call: unknown = Reflect.get(target, name, receiver);
      if (typeof call !== 'function' || !/^(create|add|connect|validate|cut)/.test(String(name))) return call;
      return (...args: unknown[]) => twice(async () => Reflect.apply(call, target, args));
    },
  });
});
