import { defineModel } from './types.js';

const code = '{ts,tsx,js,jsx,mjs}';

export default defineModel({
  package: 'next',
  source: 'nextjs.org/docs/app/api-reference/file-conventions and /pages; next 15. A page that says `use client` is not a server component',
  exports: {},
  types: { NextApiResponse: { madeIn: 'handler' }, NextApiRequest: { madeIn: 'handler' } },
  entries: [
    { files: [`app/**/route.${code}`, `src/app/**/route.${code}`], exports: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'], context: 'handler' },
    { files: [`pages/api/**/*.${code}`, `src/pages/api/**/*.${code}`], exports: ['default'], context: 'handler' },
    { files: [`pages/**/*.${code}`, `src/pages/**/*.${code}`], exports: ['getServerSideProps', 'getStaticProps', 'getStaticPaths'], context: 'handler' },
    {
      files: [`app/**/{page,layout,template,not-found,default}.${code}`, `app/{page,layout,template,not-found,default}.${code}`, `src/app/**/{page,layout,template,not-found,default}.${code}`],
      exports: ['default', 'generateMetadata', 'generateStaticParams', 'generateViewport'],
      context: 'handler',
    },
    { files: [`app/**/{sitemap,robots,manifest,opengraph-image,twitter-image,icon}.${code}`, `src/app/**/{sitemap,robots,manifest,opengraph-image,twitter-image,icon}.${code}`], exports: ['default'], context: 'handler' },
    { files: [`{middleware,proxy}.${code}`, `src/{middleware,proxy}.${code}`], exports: ['default', 'middleware', 'proxy'], context: 'handler' },
    { files: [`instrumentation.${code}`, `src/instrumentation.${code}`], exports: ['register'], context: 'startup' },
    { files: [`instrumentation.${code}`, `src/instrumentation.${code}`], exports: ['onRequestError'], context: 'handler' },
  ],
});
