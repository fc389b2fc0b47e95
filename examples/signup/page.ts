/** The page: shows the state of the machine, and sends it what the visitor does. */
import { createActor } from 'xstate';
import { signupMachine } from './signup.machine.js';

const text = (words: string, role = 'status'): HTMLElement => {
  const made = document.createElement('p');
  made.setAttribute('role', role);
  made.textContent = words;
  return made;
};

/**
 * Shows the sign-up in an element.
 *
 * @param isForgetful - whether the page has a fault, as an example of what tests find: nobody can go back from a failure
 */
export const showSignup = (main: HTMLElement, isForgetful: boolean): void => {
  const actor = createActor(signupMachine);
  const button = (label: string, type: 'NEXT' | 'BACK' | 'RETRY'): HTMLButtonElement => {
    const made = document.createElement('button');
    made.textContent = label;
    made.disabled = !actor.getSnapshot().can({ type });
    made.addEventListener('click', () => {
      actor.send({ type });
    });
    return made;
  };
  const nameField = (name: string): HTMLElement => {
    const [label, input] = [document.createElement('label'), document.createElement('input')];
    input.value = name;
    input.addEventListener('change', () => {
      actor.send({ type: 'NAME', name: input.value });
    });
    label.append('Your name ', input);
    return label;
  };
  actor.subscribe((snapshot) => {
    main.ariaBusy = String(snapshot.matches('sending'));
    if (snapshot.matches({ form: 'name' }))
      main.replaceChildren(nameField(snapshot.context.name), button('Next', 'NEXT'));
    else if (snapshot.matches({ form: 'terms' }))
      main.replaceChildren(
        text('These are the terms.', 'note'),
        button('Agree', 'NEXT'),
        button('Back', 'BACK'),
      );
    else if (snapshot.matches('sending')) main.replaceChildren(text('Sending ...'));
    else if (snapshot.matches('failed'))
      main.replaceChildren(
        text('That did not work.', 'alert'),
        button('Try again', 'RETRY'),
        ...(isForgetful ? [] : [button('Back', 'BACK')]),
      );
    else main.replaceChildren(text(`Welcome, ${snapshot.context.name}!`));
  });
  actor.start();
};
