import { expect, test } from 'vitest';
import { code } from './print.js';

test('an element has a tag, an object of props and children', () => {
  expect(code('f(<div a="x" b {...p}>hi {y}<B.C /></div>)', 0, 'view.tsx')).toMatchInlineSnapshot(`
    "f0 () module
      %0 = global "f"
      %1 = str "div"
      %2 = str "x"
      %3 = bool 1
      %4 = global "p"
      %5 = object {a: %2, b: %3, ...%4}
      %6 = str "hi"
      %7 = global "y"
      %8 = global "B"
      %9 = get %8 "C"
      %10 = object {}
      %11 = jsx %9 %10
      %12 = jsx %1 %5 %6 %7 %11
      %13 = call %0 %12"
  `);
});
test('fragments, empty expressions and text between strings', () => {
  expect(code('f(<>\n{/* eslint-disable */}\n</>)', 0, 'view.jsx')).toMatchInlineSnapshot(`
    "f0 () module
      %0 = global "f"
      %1 = str ""
      %2 = object {}
      %3 = jsx %1 %2
      %4 = call %0 %3"
  `);
});
