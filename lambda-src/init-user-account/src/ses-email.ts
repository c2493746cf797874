import { SendEmailCommand, type SESClient } from '@aws-sdk/client-ses';
import { isUnavailable } from '@fintech-solution/adapters/aws-clients';
import { MESSAGES } from '@fintech-solution/runtime/messages.fr';
import { type Delivery, type Notifier, unanswered } from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import { maskMsisdn } from '@fintech-solution/domain/msisdn';
import type { EmailConfig } from './config.ts';
import type { WelcomeMessage } from './ports.ts';

/**
 * SES refuses these for what the message is, so repeating it changes nothing: an address that is not verified
 * or is malformed.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html#API_SendEmail_Errors
 */
const FINAL_ERRORS: readonly string[] = [
  'MessageRejected',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'ValidationError',
];

/** Tells the back office by e-mail; the customer's own address is not known, and the number stays masked. */
export function createSesEmail(
  client: SESClient,
  { from, to, configurationSet }: EmailConfig,
): Notifier<WelcomeMessage> {
  return {
    async send({ msisdn, openingBalance }) {
      const masked = maskMsisdn(msisdn);
      const text = MESSAGES.welcomeEmailText(masked, openingBalance);
      const command = new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: [to] },
        Message: {
          Subject: utf8(MESSAGES.welcomeEmailSubject(masked)),
          Body: { Text: utf8(text), Html: utf8(toHtml(text)) },
        },
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
      });
      try {
        await client.send(command);
        return { kind: 'sent' };
      } catch (error) {
        return deliveryOf(error);
      }
    },
  };
}

function deliveryOf(error: unknown): Delivery {
  const name = nameOf(error);
  if (FINAL_ERRORS.includes(name)) return { kind: 'refused', reason: `email-${name}` };
  return isNoAnswer(error) ? unanswered('email', error) : { kind: 'failed', reason: `email-${name}` };
}

/** An acceptance that cannot be read is no answer either; a refusal that cannot be read is one. */
function isNoAnswer(error: unknown): boolean {
  const { $fault, $response } = (error ?? {}) as { $fault?: string; $response?: { statusCode?: number } };
  const status = $response?.statusCode ?? 0;
  return $fault === undefined && status < 300 && isUnavailable(error);
}

function utf8(data: string) {
  return { Data: data, Charset: 'UTF-8' };
}

/** One paragraph a line, every value escaped. */
function toHtml(text: string): string {
  const paragraphs = text
    .trim()
    .split('\n')
    .map((line) => `<p>${escapeHtml(line)}</p>`);
  return `<!doctype html><html lang="fr"><meta charset="utf-8"><body>${paragraphs.join('')}</body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
