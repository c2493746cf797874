/** Files of the package that its types know only by their place in the whole. */
declare module 'jsonwebtoken/verify.js' {
  import { verify } from 'jsonwebtoken';
  export default verify;
}

declare module 'jsonwebtoken/lib/JsonWebTokenError.js' {
  import { JsonWebTokenError } from 'jsonwebtoken';
  export default JsonWebTokenError;
}
