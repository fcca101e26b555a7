import { inputs } from '../../src/stages/inputs.ts';
import { type Person, type PersonOptions, type Place, sitDown } from './wizard.ts';

const plan = 'Do this now?';

/** What is done with each plan before it is agreed to. */
type Reading = (person: Person) => Promise<void>;
const briefly: Reading = async () => {};

/** Has the command shown that does the same. */
export const withCommand: Reading = (person) => person.choose(plan, 'Show the command');
const goOn = 'Go on?';

/** With nothing but credentials in the environment, to the end: every question, each plan, the cutover. */
export async function migrateByKeyboard(place: Place, options: PersonOptions = {}, read = briefly) {
  const person = sitDown(place, options);
  await linkByKeyboard(person, read);
  await provisionByKeyboard(person, place, read);
  await startByKeyboard(person, place, read);
  await person.type('Cut over now?', 'y');
  await person.type('Type Billing0 to go on', 'Billing0');
  return { person, end: await person.waitForEnd() };
}

export async function linkByKeyboard(person: Person, read = briefly): Promise<void> {
  await person.accept(goOn);
  await person.choose(inputs.manager.title, 'Cloud Manager');
  await person.choose(inputs.atlasProject.title, 'billing');
  await person.choose(inputs.destinationCluster.title, 'Billing0');
  await read(person);
  await person.choose(plan, 'Yes');
}

export async function provisionByKeyboard(person: Person, { sandbox }: Place, read = briefly): Promise<void> {
  const { name, outsideAddress } = sandbox.scenario.migrationHost;
  await person.accept(goOn);
  await person.choose(inputs.sourceProject.title, 'billing-prod');
  await person.choose(inputs.migrationHost.title, 'Another host');
  await person.type(inputs.migrationHost.title, name);
  await person.choose(inputs.agent.title, 'Write a script');
  await person.type(inputs.migrationHostIp.title, outsideAddress);
  await read(person);
  await person.choose(plan, 'Yes');
}

export async function startByKeyboard(person: Person, { sandbox }: Place, read = briefly): Promise<void> {
  const { username, password } = sandbox.scenario.sourceUser;
  await person.accept(goOn);
  await person.type(inputs.sourceUsername.title, username);
  await person.type(inputs.sourcePassword.title, password);
  await read(person);
  await person.choose(plan, 'Yes');
}
