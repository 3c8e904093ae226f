import { defineModel } from './types.js';

export default defineModel({
  package: '@sapphire/framework',
  source: 'sapphirejs.dev/docs/Guide/commands, /listeners, /interaction-handlers and /preconditions; @sapphire/framework 5.5',
  side: 'server',
  exports: {
    Command: { overrides: { messageRun: 'handler', chatInputRun: 'handler', contextMenuRun: 'handler', autocompleteRun: 'handler' } },
    Listener: { overrides: { run: 'handler' } },
    InteractionHandler: { overrides: { run: 'handler', parse: 'handler' } },
    Precondition: { overrides: { messageRun: 'handler', chatInputRun: 'handler', contextMenuRun: 'handler' } },
  },
});
