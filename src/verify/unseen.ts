import { shown } from '../core/harmless.ts';
import { everything, type Scope } from '../core/verification/scope.ts';
import type { SideRead } from '../core/verification/side-read.ts';
import { sightOf } from '../core/verification/sight.ts';
import type { NotCompared } from '../core/verification/verification.ts';

/**
 * All of a side that cannot be seen, one by one, with what it takes, such as a role: nothing is left out in silence.
 *
 * @param name `the source`
 * @param scope what of it is wanted
 */
export function unseenOf(name: string, side: SideRead, scope: Scope = everything): NotCompared[] {
  return [...otherParts(name, side), ...hiddenFrom(name, side, scope)];
}

function otherParts(name: string, { identity: { partOf } }: SideRead): NotCompared[] {
  if (typeof partOf !== 'string') return [];
  const why = `its connection string leads to one replica set of the cluster with the id ${partOf}; name a mongos in it`;
  return [{ what: `the rest of the cluster that ${name} is a part of`, why }];
}

function hiddenFrom(name: string, side: SideRead, scope: Scope): NotCompared[] {
  const { login } = side;
  if (login === undefined) return [];
  const who = `the user ${shown(`${login.user}@${login.db}`)}`;
  const sight = sightOf(login);
  const found: NotCompared[] = [];
  if (!side.isListWhole && scope.mayWantOthers)
    found.push({
      what: `databases of ${name} on which its user has no right`,
      why: `${who} may not list all databases, so nobody knows which there are; grant readAnyDatabase on admin`,
    });
  const listed = new Set(side.databases.map((one) => one.name));
  const named = side.isListWhole ? [] : scope.named.filter((one) => !listed.has(one) && !sight.lists(one));
  for (const database of named)
    found.push({
      what: `database ${shown(database)} of ${name}`,
      why: `${who} has no right on it and may not list all databases, so nobody knows whether it is there; grant read on ${shown(database)}, or readAnyDatabase on admin`,
    });
  for (const { name: database, collections: all = [] } of side.databases) {
    if (!scope.mayWant(database)) continue;
    const collections = all.filter((one) => scope.wants(`${database}.${one.name}`));
    const grant = `grant read on ${shown(database)}, or readAnyDatabase on admin`;
    const partly = collections.map((one) => ({ one, lacks: sight.lacks(database, one) }));
    const hidden = partly.filter(({ lacks }) => lacks.length > 0);
    if (!sight.lists(database))
      found.push({
        what: `database ${shown(database)} of ${name}`,
        why: `${who} may not list its collections; ${grant}`,
      });
    else if (hidden.length > 0 && hidden.length === partly.length)
      found.push({ what: `database ${shown(database)} of ${name}`, why: `${who} may not read it; ${grant}` });
    else
      for (const { one, lacks } of hidden)
        found.push({
          what: `${one.type} ${shown(`${database}.${one.name}`)} of ${name}`,
          why: `${who} lacks ${lacks.join(', ')} on it; ${grant}`,
        });
  }
  if (side.topology === 'sharded' && !sight.seesShardKeys)
    found.push({
      what: `shard keys of ${name}`,
      why: `${who} may not read config.collections; grant clusterMonitor on admin`,
    });
  return found;
}
