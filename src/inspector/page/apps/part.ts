/** The part of the page that shows actors. It is loaded when there are any. */
export { ActorsView } from './ActorsView.js';
export { actorsGuide, actorShortcuts } from './keys.js';
