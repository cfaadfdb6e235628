namespace Meari.Engines.Linux;

internal abstract partial class LinuxSocket
{
    LoanBuffer? _loan;
    LoanBuffer? _loanInSend;
    int _loanStart;
    int _loanLength;
    int _loanInSendStart;
    int _loanInSendLength;

    /// <summary>Lends bytes of <paramref name="buffer"/>, which comes back by <see cref="LoanBuffer.Return"/> of the same.</summary>
    protected ReceiveResult Lend(LoanBuffer buffer, int start, int length)
    {
        _loan = buffer;
        _loanStart = start;
        _loanLength = length;
        return ReceiveResult.Lend(buffer.Lend(start, length));
    }

    /// <summary>A loan has ended. Any thread.</summary>
    protected virtual void Return(LoanBuffer buffer, int start, int length) => buffer.Return(start, length);

    /// <summary>Memory that a send is still moving must not go back before that send has ended; then the send gives it back.</summary>
    protected void EndLoan()
    {
        if (_loan is not { } loan)
            return;
        _loan = null;
        if (!_sending)
        {
            Return(loan, _loanStart, _loanLength);
            return;
        }
        lock (this)
        {
            // It may be the first loan that is in the send; the later ones are not.
            if (_sending && _loanInSend is null)
            {
                (_loanInSend, _loanInSendStart, _loanInSendLength) = (loan, _loanStart, _loanLength);
                return;
            }
        }
        Return(loan, _loanStart, _loanLength);
    }

    /// <summary>Without a barrier the end of a send may miss a loan that another thread leaves to it at this moment; then the next end, or closing, finds it.</summary>
    void EndLoanInSend()
    {
        LoanBuffer? loan;
        lock (this)
        {
            _sending = false;
            loan = _loanInSend;
            _loanInSend = null;
        }
        if (loan is not null)
            Return(loan, _loanInSendStart, _loanInSendLength);
    }
}
