import { expect, it } from 'vitest';
import { requestOf } from '../../../src/cli/verify-request.ts';

it('a collection can be named whatever its name begins with', () => {
  const namespaces = ['shop. orders', 'shop.$x', 'shop.\n', 'shop.a.b'];
  expect(requestOf({ namespace: namespaces }, 1)).toMatchObject({ problems: [], request: { namespaces } });
});
