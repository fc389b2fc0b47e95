/** The mappings that come with the command. */
import type { Mapping } from '../Mapping.js';
import { airflow } from './airflow.js';
import { bullmq } from './bullmq.js';
import { githubActions } from './githubActions.js';
import { hadoop } from './hadoop.js';
import { pgBoss } from './pgBoss.js';
import { slurm } from './slurm.js';
import { temporal } from './temporal.js';

/** The mappings by name. */
export const formats: ReadonlyMap<string, Mapping> = new Map(
  [temporal, airflow, hadoop, bullmq, pgBoss, githubActions, slurm].map((mapping) => [
    mapping.name,
    mapping,
  ]),
);
