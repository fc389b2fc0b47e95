/** The corpus: machines in the shapes of public ones, in order of difficulty. */
import type { CorpusMachine } from './CorpusMachine.js';
import { entry as airlock } from './machines/airlock.machine.js';
import { entry as arrival } from './machines/arrival.machine.js';
import { entry as auction } from './machines/auction.machine.js';
import { entry as bookmark } from './machines/bookmark.machine.js';
import { entry as bread } from './machines/bread.machine.js';
import { entry as checkup, nurseEntry as nurse } from './machines/checkup.machine.js';
import { entry as converter } from './machines/converter.machine.js';
import { entry as dispatch } from './machines/dispatch.machine.js';
import { entry as dominoes } from './machines/dominoes.machine.js';
import { entry as doorbell } from './machines/doorbell.machine.js';
import { entry as drawer } from './machines/drawer.machine.js';
import { entry as eggTimer } from './machines/eggTimer.machine.js';
import { entry as ferry } from './machines/ferry.machine.js';
import { entry as gauge } from './machines/gauge.machine.js';
import { entry as greenhouse } from './machines/greenhouse.machine.js';
import { entry as groceries } from './machines/groceries.machine.js';
import { entry as guests } from './machines/guests.machine.js';
import { entry as hotel } from './machines/hotel.machine.js';
import { entry as kettle } from './machines/kettle.machine.js';
import { entry as keywords } from './machines/keywords.machine.js';
import { entry as kiosk } from './machines/kiosk.machine.js';
import { entry as labels } from './machines/labels.machine.js';
import { entry as lamp } from './machines/lamp.machine.js';
import { entry as lapTimer } from './machines/lapTimer.machine.js';
import { entry as lettering } from './machines/lettering.machine.js';
import { entry as loan } from './machines/loan.machine.js';
import { entry as luggage } from './machines/luggage.machine.js';
import { entry as mailbox } from './machines/mailbox.machine.js';
import { entry as matryoshka } from './machines/matryoshka.machine.js';
import { entry as membership } from './machines/membership.machine.js';
import { entry as nameplate } from './machines/nameplate.machine.js';
import { entry as outline } from './machines/outline.machine.js';
import { entry as parcel } from './machines/parcel.machine.js';
import { entry as payroll } from './machines/payroll.machine.js';
import { entry as pegs } from './machines/pegs.machine.js';
import { entry as permit } from './machines/permit.machine.js';
import { entry as plan } from './machines/plan.machine.js';
import { entry as preview } from './machines/preview.machine.js';
import { entry as printQueue } from './machines/printQueue.machine.js';
import { entry as profile } from './machines/profile.machine.js';
import { entry as quiz } from './machines/quiz.machine.js';
import { entry as quotes } from './machines/quotes.machine.js';
import { entry as render } from './machines/render.machine.js';
import { entry as revolvingDoor } from './machines/revolvingDoor.machine.js';
import { entry as shelf } from './machines/shelf.machine.js';
import { entry as signal } from './machines/signal.machine.js';
import { entry as sorter } from './machines/sorter.machine.js';
import { entry as studio } from './machines/studio.machine.js';
import { entry as survey } from './machines/survey.machine.js';
import { entry as tally } from './machines/tally.machine.js';
import { entry as telemetry } from './machines/telemetry.machine.js';
import { entry as textField } from './machines/textField.machine.js';
import { entry as tour } from './machines/tour.machine.js';
import { entry as transfer } from './machines/transfer.machine.js';
import { entry as turntable } from './machines/turntable.machine.js';
import { entry as twins } from './machines/twins.machine.js';
import { entry as typeahead } from './machines/typeahead.machine.js';
import { entry as weather } from './machines/weather.machine.js';
import { entry as welcome } from './machines/welcome.machine.js';
import { entry as worm } from './machines/worm.machine.js';

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
  outline,
  drawer,
  loan,
  render,
  tour,
  arrival,
  dispatch,
  sorter,
  twins,
  bread,
  ferry,
  doorbell,
  kiosk,
  weather,
  mailbox,
  printQueue,
  checkup,
  nurse,
  pegs,
  shelf,
  worm,
  typeahead,
  textField,
  preview,
  transfer,
  telemetry,
  revolvingDoor,
  bookmark,
  airlock,
  studio,
  lettering,
  plan,
  dominoes,
  quiz,
  quotes,
  guests,
  gauge,
  payroll,
  matryoshka,
  keywords,
  labels,
  hotel,
};

/** The machines with their names. */
export const corpus: ReadonlyArray<CorpusMachine & { readonly name: string }> = Object.entries(
  entries,
).map(([name, entry]) => ({ name, ...entry }));
