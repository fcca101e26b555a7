import { expect, it } from 'vitest';
import { scenarioContent } from '../../../src/cli/scenario-content.ts';

it.each([
  ['YAML', 'atlas: {organization: {name: Globex}}'],
  ['JSON', '{"atlas":{"organization":{"name":"Globex"}}}'],
])('a scenario file may be %s', (_, text) => {
  expect(scenarioContent(text, 's.yaml')).toEqual({ atlas: { organization: { name: 'Globex' } } });
});

it.each([
  ['atlas: [', 's.yaml is not a scenario: Flow sequence in block collection'],
  ['&a [*a]', 's.yaml is not a scenario: a part of it refers to itself.'],
])('%s is neither, and the refusal says what to write', (text, message) => {
  expect(() => scenarioContent(text, 's.yaml')).toThrow(
    expect.objectContaining({
      kind: 'usage',
      code: 'SCENARIO_FILE',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('JSON or YAML'),
    }),
  );
});
