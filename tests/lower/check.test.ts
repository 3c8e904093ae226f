import { expect, test } from 'vitest';
import { checkModule } from '../../src/analyzer/ir/check.js';
import { ModuleIR } from '../../src/analyzer/ir/module.js';
import { ir } from './print.js';

/** Breaks one integer of a lowered module. */
function broken(text: string, fn: number, change: (data: Int32Array, module: ModuleIR, at: number) => void): string[] {
  const module = ir(text);
  const data = module.data.slice();
  change(data, module, module.fnCode(fn)[0]);
  return checkModule(new ModuleIR(data, module.strings));
}

test('an operand that is no value', () => {
  expect(broken('f(a)', 0, (data, module, at) => (data[module.next(module.next(at)) + 4] = 1)).join()).toContain('is no value');
});
test('a use that its definition does not dominate', () => {
  const text = 'if (a) { b() } else { c(d) }';
  const result = broken(text, 0, (data, module, at) => {
    const b = module.next(at),
      call = module.next(b),
      c = module.next(call),
      d = module.next(c);
    data[module.next(d) + 4] = b;
  });
  expect(result.join()).toContain('does not dominate');
});
test('a span outside the file', () => {
  expect(broken('f()', 0, (data, _module, at) => (data[at + 2] = 99)).join()).toContain('is not in the file');
});
test('a phi that joins other blocks than lead to it', () => {
  const text = 'x = a ? b() : c()';
  const result = broken(text, 0, (data, module) => {
    const { codeStart } = module.block(module.fn(0), 3);
    data[codeStart + 3] = 0;
  });
  expect(result.join()).toContain('predecessors are');
});
