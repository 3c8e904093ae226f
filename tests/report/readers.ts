import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import AjvDraft04Module from 'ajv-draft-04';
import addFormatsModule from 'ajv-formats';
import { SaxesParser } from 'saxes';
import { gitlabSchema } from './schemas/gitlab.js';
import { rdjsonSchema } from './schemas/rdjson.js';

// Both are CommonJS with an `exports.default`, which Node and TypeScript see differently.
const AjvDraft04 = AjvDraft04Module.default;
const addFormats = addFormatsModule.default;

function compile(schema: object, ajv: Ajv): ValidateFunction {
  addFormats(ajv);
  return ajv.compile(schema);
}

const sarifSchema = JSON.parse(readFileSync(new URL('schemas/sarif-schema-2.1.0.json', import.meta.url), 'utf8')) as object; // the standard's file

export const isSarif = compile(sarifSchema, new AjvDraft04({ allErrors: true, strict: false }));
export const isGitlab = compile(gitlabSchema, new Ajv({ allErrors: true }));
export const isRdjson = compile(rdjsonSchema, new Ajv({ allErrors: true }));

/** An element of an XML document as a parser sees it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** Reads a document with a parser that refuses everything that XML 1.0 forbids. Throws where it is not well-formed. */
export function readXml(xml: string): XmlElement {
  const parser = new SaxesParser();
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  const [root] = top.children;
  if (root === undefined) throw new Error('no element');
  return root;
}

/** All elements of a name, the element itself included, in order. */
export const elementsOf = (element: XmlElement, name: string): XmlElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => elementsOf(child, name)),
];

/** A workflow command as GitHub's runner reads it. */
export interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What the runner does with a line of a log, after its `ActionCommand.TryParseV2`; `undefined` for a line that is shown. */
export function readCommand(line: string): Command | undefined {
  const message = line.trimStart();
  const end = message.indexOf('::', 2);
  if (!message.startsWith('::') || end < 0) return undefined;
  const head = message.slice(2, end);
  const space = head.indexOf(' ');
  const list =
    space < 0
      ? []
      : head
          .slice(space + 1)
          .trim()
          .split(',');
  const pairs = list.map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeProperty(pair.slice(pair.indexOf('=') + 1))] as const);
  return {
    command: space < 0 ? head : head.slice(0, space),
    properties: Object.fromEntries(pairs),
    data: unescapeData(message.slice(end + 2)),
  };
}

const unescapeData = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const unescapeProperty = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');

/** Whether some build server would take a line for a command: GitHub in both its forms, Azure Pipelines, TeamCity. */
export const isCommand = (line: string): boolean => readCommand(line) !== undefined || /##(?:vso|teamcity)?\[/.test(line);
