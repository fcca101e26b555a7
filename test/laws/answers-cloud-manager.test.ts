import { answersLaw, answersNotice, commandNames } from '../support/answers-law.ts';
import { stride } from '../support/law-effort.ts';

// By day each request meets a few of the answers, the next request others.
answersLaw('cloud-manager', commandNames, stride(449));

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
