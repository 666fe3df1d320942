document.querySelector("main").append("后来才有");
setTimeout(() => { throw new Error("broken on purpose"); });
