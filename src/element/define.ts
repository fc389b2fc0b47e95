/** The `./element/define` entry: importing it registers `<run-chart>`. */
import { defineRunChart } from './index.js';

defineRunChart();
