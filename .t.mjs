import cfg from '/work/wt-start/rollup.config.js';
import { rollup } from 'rollup';
const [cli] = cfg({configOnly:'cli'});
const b = await rollup({...cli, plugins: cli.plugins.filter(p=>!['clean','licences','executable','minify'].includes(p.name)&&!/minify/.test(p.name)), onwarn(){}});
await b.write({...cli.output,dir:'/tmp/start/u/dist/cli'});
