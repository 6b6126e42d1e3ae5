/** The tests of the example plugin, run here too. `npm run test:outside` runs them in a folder of their own, against the packed core. */
import '../examples/otai-example-plugin/test/first-class.pipe.spec.js';
import '../examples/otai-example-plugin/test/plugin.spec.js';
import '../examples/otai-example-plugin/test/config.spec.js';
