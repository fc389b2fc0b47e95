/** The corpus: machines in the shapes of public ones, in order of difficulty. */
import type { CorpusMachine } from './CorpusMachine.js';
import { entry as auction } from './machines/auction.machine.js';
import { entry as converter } from './machines/converter.machine.js';
import { entry as eggTimer } from './machines/eggTimer.machine.js';
import { entry as greenhouse } from './machines/greenhouse.machine.js';
import { entry as groceries } from './machines/groceries.machine.js';
import { entry as kettle } from './machines/kettle.machine.js';
import { entry as lamp } from './machines/lamp.machine.js';
import { entry as lapTimer } from './machines/lapTimer.machine.js';
import { entry as loan } from './machines/loan.machine.js';
import { entry as luggage } from './machines/luggage.machine.js';
import { entry as membership } from './machines/membership.machine.js';
import { entry as nameplate } from './machines/nameplate.machine.js';
import { entry as parcel } from './machines/parcel.machine.js';
import { entry as permit } from './machines/permit.machine.js';
import { entry as profile } from './machines/profile.machine.js';
import { entry as signal } from './machines/signal.machine.js';
import { entry as survey } from './machines/survey.machine.js';
import { entry as tally } from './machines/tally.machine.js';
import { entry as turntable } from './machines/turntable.machine.js';
import { entry as welcome } from './machines/welcome.machine.js';

const entries: Readonly<Record<string, CorpusMachine>> = {
  lamp,
  tally,
  signal,
  survey,
  converter,
  groceries,
  greenhouse,
  auction,
  permit,
  welcome,
  parcel,
  profile,
  nameplate,
  kettle,
  luggage,
  membership,
  lapTimer,
  eggTimer,
  turntable,
  loan,
};

/** The machines with their names. */
export const corpus: ReadonlyArray<CorpusMachine & { readonly name: string }> = Object.entries(
  entries,
).map(([name, entry]) => ({ name, ...entry }));
