import { defineModel, type TypeModel } from './types.js';

const same = { call: { returns: 'this' } } satisfies TypeModel;

export default defineModel({
  package: 'commander',
  source: 'Readme "Action handler"; commander 2 to 14: `command()` gives the new command unless a description is its second argument',
  side: 'server',
  exports: {
    program: 'Command', default: 'Command', '=': 'Command',
    Command: { new: { returns: 'Command' } },
    createCommand: { call: { returns: 'Command' } },
  },
  types: {
    Command: {
      is: 'handle',
      members: {
        action: { call: { returns: 'this', registers: { context: 'script', from: 0 } } },
        hook: { call: { returns: 'this', registers: { context: 'script', from: 1 } } },
        command: { call: { returns: 'Command' } }, createCommand: { call: { returns: 'Command' } },
        name: same, description: same, summary: same, usage: same, version: same, alias: same, aliases: same,
        argument: same, arguments: same, addArgument: same, option: same, requiredOption: same, addOption: same, addCommand: same, addHelpText: same,
        allowUnknownOption: same, allowExcessArguments: same, passThroughOptions: same, enablePositionalOptions: same,
        showHelpAfterError: same, showSuggestionAfterError: same, exitOverride: same, configureHelp: same, configureOutput: same, helpOption: same,
        Command: { new: { returns: 'Command' } },
      },
    },
  },
});
