/** The `./element/define` entry: importing it gives `<run-chart>` its name. */
import { defineRunChart } from './index.js';

defineRunChart();
