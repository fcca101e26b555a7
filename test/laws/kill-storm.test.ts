import { killStorm } from '../support/kill-law.ts';

killStorm('cloud-manager', 1);
