/** The HTTP services that livemig talks to, as people call them. */
export type ServiceName = 'Atlas' | 'Ops Manager' | 'Cloud Manager' | 'The webhook';
