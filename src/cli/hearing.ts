import { MigrationDetails } from '../core/results/migration-details.ts';
import type { Connection, RunPorts } from './run-ports.ts';

export interface Ears {
  /** Each look at the migration, as a step tells of it. */
  looked(details: MigrationDetails): void;
  /** A request to Atlas that brought no usable answer. */
  failed(): void;
}

/** The same ports; what comes by them is heard of as well. */
export function hearing(ports: RunPorts, { looked, failed }: Ears): RunPorts {
  const onAnswerOf = ({ onAnswer }: Pick<Connection, 'onAnswer'>): Connection['onAnswer'] => {
    return (entry) => {
      if (entry.status === null || entry.status >= 400) failed();
      onAnswer(entry);
    };
  };
  return {
    ...ports,
    connectAtlas: (connection) => ports.connectAtlas({ ...connection, onAnswer: onAnswerOf(connection) }),
    reporter: {
      ...ports.reporter,
      report: (event) => {
        ports.reporter.report(event);
        const details = event.type === 'step' ? MigrationDetails.safeParse(event.details).data : undefined;
        if (details !== undefined) looked(details);
      },
    },
  };
}
